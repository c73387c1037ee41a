// o2-react and three packages below it are ES modules only; Babel makes of them what Jest runs.
const esModules = ["o2-react", "p-limit", "p-retry", "yocto-queue", "is-network-error"];

module.exports = {
  testEnvironment: "jsdom",
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join("|")})/)`],
};
