module.exports = { testEnvironment: "node", testMatch: ["<rootDir>/*.jest.cjs"], transform: {}, watchman: false };
