import { rolldown } from "rolldown"; import { gzipSync } from "node:zlib"; import { writeFileSync } from "node:fs";
const name=process.argv[2];
  writeFileSync("/tmp/w/trading/.size-entry.ts", `import { ${name} } from "./src/trading.ts"; console.log(${name});`);
  const b = await rolldown({ input: "/tmp/w/trading/.size-entry.ts", treeshake: true });
  const { output } = await b.generate({ minify: true, comments: false });
  console.log(output[0].code, output[0].code.length, gzipSync(output[0].code).length);
