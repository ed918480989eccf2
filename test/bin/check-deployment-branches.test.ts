import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { afterEach, expect, test } from "@jest/globals";
import { runProgram } from "./emulated-aws.ts";

let server: Server | undefined;
afterEach(async () => {
	server?.closeAllConnections();
	server?.close();
});

const ENVIRONMENT = "/repos/owner/tickets/environments/prod";
const SELECTED = { deployment_branch_policy: { protected_branches: false, custom_branch_policies: true } };
const policies = (...branch_policies: object[]) => ({ total_count: branch_policies.length, branch_policies });

/** Runs the check against a GitHub that answers these paths, and 404 for all others. */
async function check(answers: Record<string, unknown>) {
	const asked: (string | undefined)[] = [];
	server = createServer(({ url = "", headers }, response) => {
		asked.push(headers.authorization);
		response.statusCode = url in answers ? 200 : 404;
		response.end(JSON.stringify(answers[url] ?? { message: "Not Found" }));
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const ended = await runProgram(tmpdir(), "check-deployment-branches.ts", ["--environment", "prod"], {
		GITHUB_API_URL: `http://127.0.0.1:${port}`,
		GITHUB_REPOSITORY: "owner/tickets",
		GITHUB_TOKEN: "the-token",
	});
	return { ...ended, asked };
}

test("an environment to which only main may deploy passes", async () => {
	const { status, output, asked } = await check({
		[ENVIRONMENT]: SELECTED,
		[`${ENVIRONMENT}/deployment-branch-policies`]: policies({ name: "main", type: "branch" }),
	});

	expect(output).toBe("Only main may deploy to prod.\n");
	expect(status).toBe(0);
	expect(asked).toEqual(["Bearer the-token", "Bearer the-token"]);
});

test.each<[string, Record<string, unknown>, string]>([
	["any branch may deploy", { [ENVIRONMENT]: { deployment_branch_policy: null } }, "Any branch may deploy to prod."],
	[
		"every protected branch may deploy",
		{ [ENVIRONMENT]: { deployment_branch_policy: { protected_branches: true, custom_branch_policies: false } } },
		"Every protected branch may deploy to prod.",
	],
	[
		"another branch may deploy too",
		{
			[ENVIRONMENT]: SELECTED,
			[`${ENVIRONMENT}/deployment-branch-policies`]: policies({ name: "main" }, { name: "release/*", type: "branch" }),
		},
		"Not only main, but branch main, branch release/* may deploy to prod.",
	],
	[
		"a tag called main may deploy",
		{ [ENVIRONMENT]: SELECTED, [`${ENVIRONMENT}/deployment-branch-policies`]: policies({ name: "main", type: "tag" }) },
		"Not only main, but tag main may deploy to prod.",
	],
	["there is no such environment", {}, "GitHub does not say who may deploy"],
])("the deployment stops when %s", async (_, answers, expected) => {
	const { status, output } = await check(answers);

	expect(output).toContain(expected);
	expect(status).toBe(1);
});
