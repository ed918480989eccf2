/**
 * In the deployment's workflow: fails unless GitHub lets nothing but `main` deploy to the environment. The role in AWS
 * trusts the environment, so a rule that lets any branch use it lets any branch deploy. This only shows that the rule is
 * there: a branch can leave this step out of its own workflow, and it is the rule that keeps it out.
 */
import * as z from "zod/mini";
import { failure } from "./event/failure.ts";
import { readOptions, runCommand } from "./event/run-command.ts";

const USAGE =
	"npx tsx bin/check-deployment-branches.ts --environment prod (GITHUB_TOKEN, GITHUB_REPOSITORY and GITHUB_API_URL in the environment)";

const BRANCH = "main";

const TODO = `In the repository's settings, Environments, choose "Selected branches and tags" and add ${BRANCH}, and nothing else (docs/operations/first-deployment.md).`;

const environmentAnswer = z.object({
	deployment_branch_policy: z.nullish(z.object({ custom_branch_policies: z.boolean() })),
});

const policiesAnswer = z.object({
	total_count: z.number(),
	branch_policies: z.array(z.object({ name: z.string(), type: z.optional(z.string()) })),
});

async function askGitHub<Schema extends z.ZodMiniType>(path: string, schema: Schema): Promise<z.output<Schema>> {
	const { GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN } = process.env;
	if (!GITHUB_API_URL || !GITHUB_REPOSITORY || !GITHUB_TOKEN) throw failure(USAGE);
	const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/environments/${path}`;
	const response = await fetch(url, {
		headers: { authorization: `Bearer ${GITHUB_TOKEN}`, accept: "application/vnd.github+json" },
	});
	if (!response.ok) throw failure(`GitHub does not say who may deploy: GET ${url} is ${response.status}. ${TODO}`);
	const read = z.safeParse(schema, await response.json());
	if (!read.success) throw failure(`GitHub does not say who may deploy: GET ${url} is not as documented.`);
	return read.data;
}

async function checkBranches(environment: string): Promise<void> {
	const { deployment_branch_policy: rule } = await askGitHub(environment, environmentAnswer);
	if (!rule) throw failure(`Any branch may deploy to ${environment}. ${TODO}`);
	if (!rule.custom_branch_policies) throw failure(`Every protected branch may deploy to ${environment}. ${TODO}`);
	const { total_count: count, branch_policies: policies } = await askGitHub(
		`${environment}/deployment-branch-policies`,
		policiesAnswer,
	);
	const [only] = policies;
	if (count === 1 && only?.name === BRANCH && (only.type ?? "branch") === "branch") {
		console.log(`Only ${BRANCH} may deploy to ${environment}.`);
		return;
	}
	const allowed = policies.map(({ name, type = "branch" }) => `${type} ${name}`).join(", ") || "nothing";
	throw failure(`Not only ${BRANCH}, but ${allowed} may deploy to ${environment}. ${TODO}`);
}

await runCommand(async () => {
	const { environment } = readOptions({ environment: { type: "string" } }, USAGE);
	if (!environment) throw failure(USAGE);
	await checkBranches(environment);
});
