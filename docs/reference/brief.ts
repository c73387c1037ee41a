// llms.txt: a written head, then each export of each entry in one line: its signature and the first sentence on it.
import {
  type Comment,
  DeclarationReflection,
  type ParameterReflection,
  ReferenceType,
  ReflectionKind,
  type SignatureReflection,
} from "typedoc";

/** What is longer than this tells a reader in a hurry nothing; the reference has it. */
const LONG = 140;

/** Kinds in the order they are listed. */
const KINDS = [
  ReflectionKind.Function,
  ReflectionKind.Class,
  ReflectionKind.Interface,
  ReflectionKind.TypeAlias,
  ReflectionKind.Variable,
];

const TYPES = [ReflectionKind.Interface, ReflectionKind.TypeAlias];
/** Of the simulator only what one calls is told; the types of what it hands out have names that speak. */
const TOLD = /^Simulated(?!Margin)|Options$|^OrderRequest$|Controls$/;
/** Of charts what one gives; what a chart library is given is its own affair. */
const DRAWN = /Options$|^(CandleBinding|DrawnCandles)$/;
/** Of the feed not what its parts say to each other. */
const INSIDE =
  /^(Books|Session|Slot|\w*Topic|TopicData|TopicEntries|\w*Channel|Request|Updates?|Entry|Client\w+|\w+Counters|Timings|Connection(State)?|HistoryPage|O2WebSocketOptions|RestOptions|Margin(AccountKey|Balance|Debt|Figures|Price|Rollover|Session|Tier|Venue)|TurboTerms|ProlongPeriod|FieldProps|FlashProps|LastMove|Action\w*|OrderForm(Options)?|OrderFields)$/;

/** The whole file. */
export function toBrief(head: string, modules: readonly DeclarationReflection[]): string {
  const sections = modules
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((module) => {
      const children = (module.children ?? []).filter(
        // What a hook takes stands with the hook.
        ({ kind, name }) => KINDS.includes(kind) && !/^Use\w+Params$/.test(name),
      );
      const sorted = children.toSorted(
        (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.name.localeCompare(b.name),
      );
      const said = summaryOf(module.comment, 2).replace(`${module.name}: `, "");
      const about = said.charAt(0).toUpperCase() + said.slice(1);
      const isTold = ({ kind, name }: DeclarationReflection): boolean =>
        !TYPES.includes(kind) ||
        (module.name === "o2-react/trading"
          ? /^(OrderDraft|Readings)$/.test(name)
          : module.name.startsWith("o2-react/charts")
            ? DRAWN.test(name)
            : module.name.startsWith("o2-react/testing")
              ? TOLD.test(name)
              : !INSIDE.test(name));
      const rest = sorted.filter((one) => !isTold(one)).map(({ name }) => `\`${name}\``);
      return [
        `## ${module.name}`,
        "",
        about,
        "",
        ...sorted.filter(isTold).map(lineOf),
        ...(rest.length > 0 ? [`- Types: ${rest.join(", ")}`] : []),
      ].join("\n");
    });
  return `${[head.trim(), ...sections].join("\n\n")}\n`;
}

function lineOf(one: DeclarationReflection): string {
  const summary = summaryOf(one.comment ?? one.signatures?.[0]?.comment, 1);
  return `- \`${shapeOf(one)}\`${summary && `: ${summary}`}`;
}

function shapeOf(one: DeclarationReflection): string {
  switch (one.kind) {
    case ReflectionKind.Function:
      return `${one.name}${callOf(one.signatures?.[0])}`;
    case ReflectionKind.Class:
    case ReflectionKind.Interface: {
      const name = one.kind === ReflectionKind.Class ? `class ${one.name}` : one.name;
      // The errors differ from each other by name and meaning.
      if (/Error$|Refusal$/.test(one.name)) return name;
      const full = membersOf(one, callOf);
      return `${name} { ${full.length > 2 * LONG ? membersOf(one, () => "()") : full} }`;
    }
    default: {
      const text = textOf(one.type);
      return text.length > LONG || text.includes("any") ? one.name : `${one.name}: ${text}`;
    }
  }
}

function membersOf(one: DeclarationReflection, call: (signature: SignatureReflection | undefined) => string): string {
  const members = (one.children ?? []).flatMap((member) => {
    // What every update may carry is told of none.
    if (member.flags.isStatic || member.name.endsWith("_timestamp")) return [];
    if (member.kind === ReflectionKind.Constructor) return [`new${callOf(member.signatures?.[0], false)}`];
    if (member.signatures) return [`${member.name}${call(member.signatures[0])}`];
    return [`${member.name}${member.flags.isOptional ? "?" : ""}`];
  });
  return members.join(", ");
}

function callOf(signature: SignatureReflection | undefined, hasResult = true): string {
  const result = resultOf(signature);
  return `(${(signature?.parameters ?? []).map(parameterOf).join(", ")})${hasResult && result !== "void" ? `: ${result}` : ""}`;
}

/** What a hook takes is written out; what it returns, as it is without `select`. */
function parameterOf({ name, type, flags, defaultValue }: ParameterReflection): string {
  const target = type instanceof ReferenceType ? type.reflection : undefined;
  if (target instanceof DeclarationReflection && /^Use\w+Params$/.test(target.name)) {
    return `{ ${membersOf(target, () => "")} }`;
  }
  const isOptional = flags.isOptional || defaultValue !== undefined;
  return `${name === "__namedParameters" ? "options" : name}${isOptional ? "?" : ""}: ${textOf(type)}`;
}

function resultOf(signature: SignatureReflection | undefined): string {
  const text = textOf(signature?.type);
  const [selection] = signature?.typeParameters ?? [];
  return selection?.default ? text.replace(`<${selection.name}>`, `<${textOf(selection.default)}>`) : text;
}

function textOf(type: { toString(): string } | undefined): string {
  return String(type ?? "unknown")
    .replaceAll("readonly ", "")
    .replaceAll(" | undefined", "")
    .replaceAll(/ReactElement<.*?<any>>/g, "ReactElement")
    .replaceAll('"', "'");
}

/** The first sentences of a comment, in one line. */
function summaryOf(comment: Comment | undefined, sentences: number): string {
  const text = (comment?.summary ?? [])
    .map((part) => part.text)
    .join("")
    .replace(/\s+/g, " ")
    .trim();
  const found =
    text
      .match(/.+?[.:!](?=\s+[A-Z`[]|$)/g)
      ?.slice(0, sentences)
      .join("") ?? text;
  return found.replace(/[.:]$/, "");
}
