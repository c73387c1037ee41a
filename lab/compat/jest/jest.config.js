// o2-react and three of its dependencies are ES modules only. Babel turns them into modules that Jest can run.
const esModules = ["o2-react", "p-limit", "p-retry", "yocto-queue", "is-network-error"];

module.exports = {
  testEnvironment: "jsdom",
  transformIgnorePatterns: [`/node_modules/(?!(${esModules.join("|")})/)`],
};
