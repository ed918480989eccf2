/**
 * After a deployment, compares what the edge points at with what is deployed. The edge looks up the API, its key and the
 * firewall when it is deployed itself; if one of their stacks was deleted and made again, the edge's own template is the
 * same as before, so the CDK sees no change and leaves the edge pointing at what is gone.
 */
import { existsSync, readFileSync } from "node:fs";
import { failure } from "./event/failure.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { readOutputs } from "./outputs/outputs.ts";

const USAGE = "npx tsx bin/check-edge.ts [--assembly cdk.out] [--outputs build/outputs.json]";

/** Outputs of the edge, and the same as the stack has it that made it. */
const POINTS_AT = [
	{ what: "the API", edge: "PointsAtApi", ending: "", output: "ApiAddress" },
	{ what: "the key of the edge", edge: "PointsAtKey", ending: "", output: "EdgeKeySecret" },
	{ what: "the firewall", edge: "PointsAtFirewall", ending: "-firewall", output: "FirewallArn" },
] as const;

/** The number of the edge's key after the one that was deployed just now; the distribution's comment says that one. */
function nextKeyNumber(assembly: string, edge: string): number | "NUMBER" {
	const file = `${assembly}/${edge}.template.json`;
	const number = existsSync(file) && /, edge key (\d+)"/.exec(readFileSync(file, "utf8"))?.[1];
	return number ? Number(number) + 1 : "NUMBER";
}

await runCommand(() => {
	const { assembly, outputs } = readOptions(
		{
			assembly: { type: "string", default: "cdk.out" },
			outputs: { type: "string", default: "build/outputs.json" },
		},
		USAGE,
	);
	const stacks = readOutputs(outputs);
	for (const [name, edge] of Object.entries(stacks)) {
		const service = name.replace(/-edge$/, "");
		if (service === name) continue;
		const gone = POINTS_AT.filter(({ edge: points, ending, output }) => {
			const now = stacks[`${service}${ending}`]?.[output];
			// A deployment of a part has the outputs of that part only.
			return now !== undefined && edge[points] !== now;
		});
		if (gone.length === 0) continue;
		const stage = service.replace("ticket-sales-", "");
		throw failure(
			`${name} still points at ${gone.map(({ what }) => what).join(" and ")} of a stack that is gone, and the CDK sees no change in it. Deploy it with the next number of edgeKey, and keep that number in cdk.json (docs/operations/rotation.md): npx cdk deploy ${name} --exclusively --context stage=${stage} --context edgeKey=${nextKeyNumber(assembly, name)}`,
		);
	}
});
