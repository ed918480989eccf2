/** The documented bootstrap, `npx cdk bootstrap`, as the CDK's own command line runs it in an empty account. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { deploymentApp } from "../../lib/deployment.ts";
import { standInBundles } from "../lib/template.ts";
import { emulateAws, ended, refused } from "./emulated-aws.ts";

const CDK = join(import.meta.dirname, "../../node_modules/aws-cdk/bin/cdk");
const ACCOUNT = "111111111111";

test.each([
	["eu-central-1", ["eu-central-1", "us-east-1"]],
	["us-east-1", ["us-east-1"]],
])("in %s the bootstrap prepares the regions %j, each once", async (region, expected) => {
	const directory = mkdtempSync(join(tmpdir(), "bootstrap-"));
	const aws = await emulateAws(({ operation }) => {
		if (operation === "GetCallerIdentity") return { Account: ACCOUNT, Arn: "arn:aws:iam::1:user/me", UserId: "me" };
		if (operation === "DescribeStacks") throw refused("ValidationError", "Stack with id CDKToolkit does not exist");
		// Far enough: it knows where it wants to make what.
		throw refused("AccessDenied", "this is an emulated account");
	}, region);
	try {
		const settings = { outdir: join(directory, "out"), treeMetadata: false, builtinCloudFormationValidation: false };
		deploymentApp(standInBundles(directory), { account: ACCOUNT, region }, settings).synth();

		const { output } = await ended(
			process.execPath,
			[CDK, "bootstrap", "--app", settings.outdir, "--no-color", "--no-notices"],
			directory,
			aws.environment,
		);

		const begun = Array.from(output.matchAll(/Bootstrapping environment (\S+?)\.\.\./g), ([, where]) => where);
		expect(begun.sort()).toEqual(expected.map((each) => `aws://${ACCOUNT}/${each}`));
		const made = aws.asked.filter(({ operation }) => operation === "CreateChangeSet").map((asked) => asked.region);
		expect(made.sort()).toEqual(expected);
	} finally {
		await aws.stop();
		rmSync(directory, { recursive: true });
	}
});
