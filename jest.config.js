/**
 * Three suites (docs: CONTRIBUTING.md). `unit` needs neither Java nor CDK; the other two share one DynamoDB Local, which
 * starts only when one of their tests is going to run.
 */
const common = {
	extensionsToTreatAsEsm: [".ts"],
	transform: {
		"^.+\\.ts$": [
			"@swc/jest",
			{ jsc: { target: "es2023", parser: { syntax: "typescript" }, experimental: { keepImportAttributes: true } } },
		],
	},
};

const withDynamoDb = {
	...common,
	globalSetup: "<rootDir>/test/support/start-dynamodb.ts",
	globalTeardown: "<rootDir>/test/support/stop-dynamodb.ts",
};

/** Needs nothing but the files: an author of prose wants its answer at once. */
const PLAIN_ENGLISH = "test/lint/plain-english.test.ts";

const testsIn = (...folders) => folders.map((folder) => `<rootDir>/${folder}/**/*.test.ts`);

/** @type {import('jest').Config} */
export default {
	projects: [
		{
			...common,
			displayName: "unit",
			testMatch: [
				...testsIn("test/domain", "test/documents", "test/api", "test/web/unit"),
				`<rootDir>/${PLAIN_ENGLISH}`,
			],
		},
		{ ...withDynamoDb, displayName: "service", testMatch: testsIn("test/lambdas", "test/store") },
		{
			...withDynamoDb,
			displayName: "system",
			testMatch: [
				...testsIn(
					"test/lib",
					"test/local",
					"test/bin",
					"test/clients",
					"test/examples",
					"test/docs",
					"test/lint",
					"test/web/browser",
					"lab",
				),
				"<rootDir>/test/*.test.ts",
			],
			// In the unit suite.
			testPathIgnorePatterns: ["/node_modules/", PLAIN_ENGLISH],
		},
	],
	// All cores: much of the time is a wait, for the database or for a browser.
	maxWorkers: "100%",
	// Only ends what hangs: a busy machine may take its time.
	testTimeout: 120_000,
	// What the service logs while a test makes it fail would bury the results.
	silent: true,
};
