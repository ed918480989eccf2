/** @type {import('jest').Config} */
export default {
	testMatch: ["<rootDir>/test/**/*.test.ts"],
	extensionsToTreatAsEsm: [".ts"],
	transform: {
		"^.+\\.ts$": [
			"@swc/jest",
			{ jsc: { target: "es2023", parser: { syntax: "typescript" }, experimental: { keepImportAttributes: true } } },
		],
	},
	globalSetup: "<rootDir>/test/support/start-dynamodb.ts",
	globalTeardown: "<rootDir>/test/support/stop-dynamodb.ts",
	// Only ends what hangs: a busy machine may take its time.
	testTimeout: 120_000,
	// What the service logs while a test makes it fail is not for whoever reads the results.
	silent: true,
};
