/** What the bundles have in place of parts of the SDK does what those parts do for a function. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "@jest/globals";
import { defaultProvider } from "../../lib/lean-sdk/credentials.ts";
import { defaultEndpointResolver } from "../../lib/lean-sdk/dynamodb-endpoint.ts";

const environment = { ...process.env };

afterEach(() => {
	process.env = { ...environment };
});

const REGIONS = [
	...["af-south-1", "ap-southeast-5", "ca-west-1", "eu-central-1", "eu-isoe-west-1", "eusc-de-east-1", "il-central-1"],
	...["me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-gov-east-1", "us-gov-west-1", "us-iso-east-1"],
	...["cn-north-1", "cn-northwest-1"],
];
const ISOLATED = /^(eu-isoe|eusc|us-iso)-/;
const KINDS = [
	{ UseFIPS: false, UseDualStack: false },
	{ UseFIPS: false, UseDualStack: true },
	{ UseFIPS: true, UseDualStack: false },
	{ UseFIPS: true, UseDualStack: true },
];

test.each(REGIONS.filter((region) => !ISOLATED.test(region)))("DynamoDB's address in %s is the SDK's", (Region) => {
	const { endpointProvider } = new DynamoDBClient({ region: Region }).config;
	for (const kind of KINDS) {
		const { url, ...others } = defaultEndpointResolver({ Region, ...kind });
		const { url: expected, ...expectedOthers } = endpointProvider({ Region, ...kind });
		expect([url.href, others]).toEqual([expected.href, expectedOthers]);
	}
});

test.each(REGIONS.filter((region) => ISOLATED.test(region)))(
	"for %s, whose addresses differ, nothing is guessed",
	(Region) => {
		expect(() => defaultEndpointResolver({ Region })).toThrow("is not known");
	},
);

test("what is no region leads to no address", () => {
	for (const Region of ["", "eu-central-1.example.org/", "example.org#-a-1", "local"]) {
		expect(() => defaultEndpointResolver({ Region })).toThrow("is not known");
	}
});

test("a configured address is used in any region", () => {
	const { url } = defaultEndpointResolver({ Region: "local", Endpoint: "http://localhost:8000" });

	expect(url.href).toBe("http://localhost:8000/");
});

test("credentials are those of the environment", async () => {
	Object.assign(process.env, { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" });

	expect(await defaultProvider()()).toEqual({ accessKeyId: "id", secretAccessKey: "secret", sessionToken: "token" });

	delete process.env["AWS_SESSION_TOKEN"];
	expect(await defaultProvider()()).toEqual({ accessKeyId: "id", secretAccessKey: "secret" });
});

test("without credentials in the environment a function says so", async () => {
	delete process.env["AWS_SECRET_ACCESS_KEY"];

	await expect(defaultProvider()()).rejects.toThrow("not set");
});
