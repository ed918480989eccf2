/**
 * Restores the table as it was at an instant, under another name, with the settings of the original. It makes readers of
 * the feeds start again, prints how to serve from the new table, and changes nothing that buyers use. Each step looks
 * first whether it is done, so a command that was interrupted is given again and goes on where it stopped.
 * docs/operations/restore.md says when to do this, what is lost, and how to reconcile sales.
 */
import { setTimeout as wait } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { awsFailure } from "./event/aws-failure.ts";
import { failure } from "./event/failure.ts";
import { readOptions, runCommand } from "./event/run-command.ts";
import { findOriginal } from "./restore/original.ts";
import { type Restoration, STEPS, streamOf } from "./restore/steps.ts";

const USAGE =
	"npx tsx bin/restore.ts --table NAME --at 2026-11-23T18:59:00Z [--name NAME-restored] [--stage prod] [--every SECONDS]";

/** An instant without a zone would be one of the zone of this machine, hours from the one that was meant. */
const HAS_ZONE = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/;

async function restore(restoration: Restoration, everySeconds: number): Promise<string> {
	for (const { says, goOn } of STEPS) {
		let isFirst = true;
		for (let progress = await goOn(restoration); progress !== "done"; progress = await goOn(restoration)) {
			if (isFirst) console.log(`doing  ${says}`);
			isFirst = false;
			if (progress === "waiting") await wait(1_000 * everySeconds);
		}
		console.log(`done   ${says}`);
	}
	return streamOf(restoration);
}

await runCommand(async () => {
	const { table, at, name, stage, every } = readOptions(
		{
			table: { type: "string", default: "" },
			at: { type: "string", default: "" },
			name: { type: "string" },
			stage: { type: "string", default: "dev" },
			every: { type: "string", default: "20" },
		},
		USAGE,
	);
	const instant = new Date(HAS_ZONE.test(at) ? at : "");
	if (table === "" || Number.isNaN(instant.getTime()) || !(Number(every) >= 0)) throw failure(USAGE);
	const target = name ?? `${table}-restored`;
	try {
		const client = new DynamoDBClient();
		const original = await findOriginal(client, table);
		console.log(
			`Restoring ${table} as it was ${original.backup ? "when it was deleted" : `at ${instant.toISOString()}`} into ${target}.`,
		);
		const stream = await restore({ client, original, at: instant, target }, Number(every));
		console.log(`\nTo serve from the restored table, add two settings to those of your deployment, and commit them to cdk.json (a deployment without them serves from the old table again):

npm run deploy -- --context stage=${stage} --context servedTable=${target} --context servedStream=${stream}`);
	} catch (error) {
		throw awsFailure(error, { continues: true });
	}
});
