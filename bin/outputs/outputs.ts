/** The outputs of a deployment: what `cdk deploy --outputs-file` writes. */
import { existsSync } from "node:fs";
import * as z from "zod/mini";
import { failure } from "../event/failure.ts";
import { readJsonFile } from "../event/json-file.ts";

/** By the stack's name, then by the output's. */
const outputsOfStacks = z.record(z.string(), z.record(z.string(), z.string()));

type Outputs = z.output<typeof outputsOfStacks>;

/** Empty if there is no such file. */
export function readOutputs(file: string): Outputs {
	const stacks = z.safeParse(outputsOfStacks, existsSync(file) ? readJsonFile(file) : {});
	if (stacks.success) return stacks.data;
	throw failure(`${file} is not what \`cdk deploy --outputs-file\` writes.`);
}
