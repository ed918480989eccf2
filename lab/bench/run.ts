/** `npm run bench -- <name>`: runs one measurement, or lists them. */
import { readdirSync } from "node:fs";

const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && file !== "run.ts");
const file = names.find((name) => name === `${process.argv[2]}.ts`);
if (file === undefined) {
	console.error(`npm run bench -- <name>, one of: ${names.map((name) => name.replace(".ts", "")).join(", ")}`);
	process.exit(1);
}
await import(`./${file}`);
