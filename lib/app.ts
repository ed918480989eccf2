/**
 * The service alone, synthesized for who runs it on this machine: the very template and bundles that are deployed,
 * without the edge before it. Needs neither account nor network. What the CDK command line deploys is in deployment.ts.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { App, type AppProps } from "aws-cdk-lib/core";
import { type BundleOf, bundleFunctions } from "./bundle.ts";
import { settingsIn } from "./settings.ts";
import { TicketSalesStack } from "./ticket-sales-stack.ts";

/** What every app of ours has in common. */
export function newApp(props: AppProps): App {
	return new App({
		...props,
		analyticsReporting: false,
		// What CloudFormation would refuse or frown at fails here instead of half way through a deployment.
		context: { ...props.context, "@aws-cdk/core:validateAgainstDefaultRules": true },
	});
}

/** A resource of a template, as CloudFormation reads it: references unresolved. */
export interface Resource {
	readonly Type: string;
	// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape, another for each type
	readonly Properties: Record<string, any>;
	readonly Metadata?: Readonly<Record<string, string>>;
	readonly DeletionPolicy?: string;
}

export interface Synthesis {
	/** Every resource of the stack by its logical id. */
	readonly resources: Readonly<Record<string, Resource>>;
	/** What the deployment tells the one who deploys. */
	readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
	/** For each function, by its logical id, the directory of its bundle: `index.mjs`, exporting `handler`. */
	readonly bundles: ReadonlyMap<string, string>;
}

export interface Context {
	readonly stage?: string | undefined;
	readonly defaultEvent?: string | undefined;
	readonly expectedBuyers?: string | undefined;
	readonly servedTable?: string | undefined;
	readonly servedStream?: string | undefined;
}

/**
 * Bundles the functions and synthesizes the stack in this process, without the CDK command line. Takes an absolute
 * directory that belongs to it alone, and replaces what is there: the bundles in `lambdas`, the template and what it
 * deploys in `cdk.out`. Two at the same time need two directories.
 */
export function synthesize(directory: string, context: Context = {}): Synthesis {
	return assemble(bundleFunctions(join(directory, "lambdas")), join(directory, "cdk.out"), context);
}

/** The same with bundles that are there already: synthesizes into `outdir`, replacing what is there. */
export function assemble(bundleOf: BundleOf, outdir: string, context: Context = {}): Synthesis {
	rmSync(outdir, { recursive: true, force: true });
	const app = newApp({
		outdir,
		treeMetadata: false,
		// Takes two seconds, and tells something to the one who deploys, not to the one who runs it here.
		builtinCloudFormationValidation: false,
		context: { ...context, "aws:cdk:enable-asset-metadata": true },
	});
	const { artifactId } = new TicketSalesStack(app, { ...settingsIn(app), bundleOf, behindEdge: false });
	const { Resources: resources, Outputs: outputs } = app.synth().getStackArtifact(artifactId).template;
	return { resources, outputs, bundles: bundlesOf(resources, outdir) };
}

/** The copies of the bundles that would be uploaded, as the template's own notes name them. */
const bundlesOf = (resources: Synthesis["resources"], outdir: string) =>
	new Map(
		Object.entries(resources).flatMap(([logicalId, { Type, Metadata }]) =>
			Type === "AWS::Lambda::Function" && Metadata?.["aws:asset:path"]
				? [[logicalId, join(outdir, Metadata["aws:asset:path"])] as const]
				: [],
		),
	);
