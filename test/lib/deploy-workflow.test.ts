import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const PROJECT = join(import.meta.dirname, "../..");
const workflow = readFileSync(join(PROJECT, ".github/workflows/deploy.yml"), "utf8");

test("the deploy workflow pins every action to a commit, with the version in a comment", () => {
	const uses = workflow.match(/uses: .*/g) ?? [];

	expect(uses).toHaveLength(5);
	for (const action of uses) expect(action).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test("the deploy workflow grants no permission by default, and only its deployment can authenticate to AWS", () => {
	const [head = "", check = "", deploy = ""] = workflow.split(/^ {2}(?:check|deploy):$/m);

	expect(head).toMatch(/^permissions: \{\}$/m);
	expect(check).not.toContain("id-token");
	expect(deploy).toMatch(/permissions:\n {6}contents: read\n {6}id-token: write\n/);
	expect(workflow).not.toMatch(/secrets\.|aws-access-key/);
});

test("the deploy workflow deploys only main, and only after all checks have passed", () => {
	expect(workflow).toContain("run: bash .ci/run");
	expect(workflow).toMatch(/needs: check\n {4}if: github\.ref == 'refs\/heads\/main'/);
});

test("every command in docs/operations.md exists in package.json or bin/", () => {
	const { scripts }: { scripts: Record<string, string> } = JSON.parse(
		readFileSync(join(PROJECT, "package.json"), "utf8"),
	);
	const document = readFileSync(join(PROJECT, "docs/operations.md"), "utf8");

	for (const [, script = ""] of document.matchAll(/npm run ([\w-]+)/g)) expect(Object.keys(scripts)).toContain(script);
	for (const [, program = ""] of document.matchAll(/npx tsx (bin\/[\w-]+\.ts)/g)) {
		expect(readFileSync(join(PROJECT, program), "utf8")).toContain("parseArgs");
	}
	expect(scripts["deploy"]).toContain("cdk deploy --all");
	expect(scripts["destroy"]).toContain("cdk destroy --all");
});
