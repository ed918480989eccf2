/** The workflows: pinned, without rights by default, and they run what the documents say. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

const PROJECT = join(import.meta.dirname, "../..");
const WORKFLOWS = join(PROJECT, ".github/workflows");
const OPERATIONS = join(PROJECT, "docs/operations");
const deployment = readFileSync(join(WORKFLOWS, "deploy.yml"), "utf8");
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
	readFileSync(join(PROJECT, "package.json"), "utf8"),
);

const FILES = readdirSync(WORKFLOWS);
const workflowNamed = (file: string) => readFileSync(join(WORKFLOWS, file), "utf8");

test.each(FILES)("the workflow %s pins every action to a commit, with its version in a comment", (file) => {
	const uses = workflowNamed(file).match(/uses: .*/g) ?? [];

	expect(uses.length).toBeGreaterThan(1);
	for (const action of uses) expect(action).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(FILES)("the workflow %s grants no permission by default, and uses no stored key", (file) => {
	expect(workflowNamed(file)).toMatch(/^permissions: \{\}$/m);
	expect(workflowNamed(file)).not.toMatch(/secrets\.|aws-access-key|pull_request_target/);
});

test.each(FILES)("the workflow %s runs only scripts that package.json has", (file) => {
	for (const [, script = ""] of workflowNamed(file).matchAll(/npm run (?:--silent )?([\w:-]+)/g)) {
		expect(Object.keys(scripts)).toContain(script);
	}
});

test("only the deployment can prove to AWS who it is", () => {
	const [, check = "", deploy = ""] = deployment.split(/^ {2}(?:check|deploy):$/m);

	expect(check).not.toContain("id-token");
	expect(deploy).toMatch(/permissions:\n {6}contents: read\n {6}# .*\n {6}actions: read\n {6}id-token: write\n/);
	expect(readFileSync(join(WORKFLOWS, "ci.yml"), "utf8")).not.toContain("id-token");
});

test("a deployment looks whether only main may use its environment, before it proves to AWS who it is", () => {
	const [, environment = ""] = /^ {4}environment: (\w+)$/m.exec(deployment) ?? [];
	const steps = deployment.split(/^ {6}- /m);
	const check = steps.findIndex((step) =>
		step.startsWith(`run: npx tsx bin/check-deployment-branches.ts --environment ${environment}\n`),
	);
	const credentials = steps.findIndex((step) => step.startsWith("uses: aws-actions/configure-aws-credentials"));

	expect(environment).toBe("prod");
	expect(check).toBeGreaterThan(0);
	expect(credentials).toBeGreaterThan(check);
	expect(steps[check]).toMatch(/GITHUB_TOKEN: \$\{\{ github\.token \}\}/);
	expect(steps[check]).not.toMatch(/continue-on-error|\|\|/);
});

test("a deployment has passed the same checks as everywhere, and is of main", () => {
	expect(deployment).toContain("run: bash .ci/run");
	expect(deployment).toMatch(/needs: check\n {4}if: github\.ref == 'refs\/heads\/main'/);
});

test("a pull request runs everything that `npm run check` runs, in parallel jobs", () => {
	const workflow = readFileSync(join(WORKFLOWS, "ci.yml"), "utf8");
	const steps = scriptsRunBy("check").filter((script) => script !== "test");

	for (const script of [...steps, "test:unit", "test:service", "test:system"]) {
		expect(workflow).toMatch(new RegExp(`npm run ${script}(?![\\w:-])`));
	}
});

test("`.ci/run` runs everything that `npm run check` runs", () => {
	const run = readFileSync(join(PROJECT, ".ci/run"), "utf8");

	for (const script of scriptsRunBy("check"))
		expect(run).toMatch(new RegExp(`npm (run --silent )?${script}(?![\\w:-])`));
});

function scriptsRunBy(name: string): string[] {
	return Array.from((scripts[name] ?? "").matchAll(/npm (?:run )?([\w:-]+)/g), ([, script = ""]) => script);
}

test("the commands of docs/operations/ are those of package.json and of bin/", () => {
	const pages = readdirSync(OPERATIONS)
		.map((page) => readFileSync(join(OPERATIONS, page), "utf8"))
		.join("\n");

	for (const [, script = ""] of pages.matchAll(/npm run ([\w-]+)/g)) expect(Object.keys(scripts)).toContain(script);
	for (const [, program = ""] of pages.matchAll(/npx tsx (bin\/[\w-]+\.ts)/g)) {
		expect(readFileSync(join(PROJECT, program), "utf8")).toContain("runCommand");
	}
	expect(scripts["deploy"]).toContain("cdk deploy --all");
	expect(scripts["destroy"]).toContain("cdk destroy --all");
});
