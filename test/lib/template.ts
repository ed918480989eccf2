/** The service's template for tests: synthesized from stand-in bundles, with its functions by name. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assemble, type Context, type Resource } from "../../lib/app.ts";
import { type BundleOf, FUNCTION_NAMES, type FunctionName } from "../../lib/bundle.ts";

export interface Template {
	readonly resources: Readonly<Record<string, Resource>>;
	readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
	/** The logical id of each function. */
	readonly functions: ReadonlyMap<FunctionName, string>;
}

/** Synthesizes the service without the edge and without a bundler. */
export function templateOf(context: Context = {}): Template {
	const directory = mkdtempSync(join(tmpdir(), "ticket-sales-template-"));
	try {
		const { resources, outputs, bundles } = assemble(standInBundles(directory), join(directory, "out"), context);
		const functions = new Map(
			[...bundles].map(([logicalId, bundle]) => [
				readFileSync(join(bundle, "index.mjs"), "utf8") as FunctionName,
				logicalId,
			]),
		);
		return { resources, outputs, functions };
	} finally {
		rmSync(directory, { recursive: true });
	}
}

/** A file for each function in place of its bundle; its content is the function's name. */
export function standInBundles(directory: string): BundleOf {
	for (const name of FUNCTION_NAMES) {
		mkdirSync(join(directory, name));
		writeFileSync(join(directory, name, "index.mjs"), name);
	}
	return (name) => join(directory, name);
}

export function resourcesOf(template: Pick<Template, "resources">, type: string): Resource[] {
	return Object.values(template.resources).filter((resource) => resource.Type === type);
}

/** The only resource of a type. */
export function theOnly(template: Pick<Template, "resources">, type: string): Resource {
	const [resource, ...others] = resourcesOf(template, type);
	if (!resource || others.length > 0) throw new Error(`Expected one ${type}.`);
	return resource;
}

export interface Statement {
	readonly Effect: string;
	readonly Action: string | string[];
	readonly Resource: unknown;
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** What the function may do. */
export function statementsOf(template: Template, name: FunctionName): Statement[] {
	const lambda = template.resources[template.functions.get(name) ?? ""];
	const role = referredTo(lambda?.Properties?.["Role"]);
	return resourcesOf(template, "AWS::IAM::Policy")
		.filter(({ Properties }) => Properties.Roles.some((one: unknown) => referredTo(one) === role))
		.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** What `{ Ref }` and `{ "Fn::GetAtt" }` point to. */
export function referredTo(value: unknown): string | undefined {
	const { Ref, "Fn::GetAtt": getAtt } = (value ?? {}) as { Ref?: string; "Fn::GetAtt"?: [string, string] };
	return Ref ?? getAtt?.[0];
}

/** A value as text, with references as `${logicalId}`. */
export function written(value: unknown): string {
	if (typeof value === "string") return value;
	const parts = (value as { "Fn::Join"?: [string, unknown[]] })["Fn::Join"];
	if (parts) return parts[1].map(written).join(parts[0]);
	return `\${${referredTo(value)}}`;
}
