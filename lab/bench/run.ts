/** `npm run bench -- <name>`: runs one measurement; without a name, lists them. */
import { readdirSync } from "node:fs";

const names = readdirSync(import.meta.dirname)
	.filter((file) => file.endsWith(".ts") && file !== "run.ts")
	.map((file) => file.replace(".ts", ""));
const name = names.find((one) => one === process.argv[2]);
if (name === undefined) {
	console.error(`npm run bench -- <name>, where <name> is one of: ${names.join(", ")}`);
	process.exit(1);
}
await import(`./${name}.ts`);
