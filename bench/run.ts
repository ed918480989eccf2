/** `npm run bench -- <name>`: runs one measurement, or says which there are. */
import { readdirSync } from "node:fs";

const SUPPORT = new Set([
	"run.ts",
	"report.ts",
	"api.ts",
	"chart.ts",
	"breaking-proxy.ts",
	"dynamodb-meter.ts",
	"dynamodb-proxy.ts",
	"service-process.ts",
	"stampede-audit.ts",
	"stampede-table.ts",
]);
const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !SUPPORT.has(file));
const file = names.find((name) => name === `${process.argv[2]}.ts`);
if (file === undefined) {
	console.error(`npm run bench -- <name>, one of: ${names.map((name) => name.replace(".ts", "")).join(", ")}`);
	process.exit(1);
}
await import(`./${file}`);
