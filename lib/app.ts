/**
 * The service without the edge, synthesized to run on this machine: the same template and the same bundles that are
 * deployed. Needs neither an account nor a network. The app that the CDK command line deploys is in deployment.ts.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { App, type AppProps } from "aws-cdk-lib/core";
import { type BundleOf, bundleFunctions } from "./bundle.ts";
import { settingsIn } from "./settings.ts";
import { TicketSalesStack } from "./ticket-sales-stack.ts";

/** A CDK app with the settings that all apps of this project share. */
export function newApp(props: AppProps): App {
	return new App({
		...props,
		analyticsReporting: false,
		// What CloudFormation would reject fails here, not halfway through a deployment.
		context: { ...props.context, "@aws-cdk/core:validateAgainstDefaultRules": true },
	});
}

/** A resource of a template, as CloudFormation reads it: references unresolved. */
export interface Resource {
	readonly Type: string;
	// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own shape, different for each type
	readonly Properties: Record<string, any>;
	readonly Metadata?: Readonly<Record<string, string>>;
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
}

export interface Synthesis {
	/** Every resource of the stack, by logical id. */
	readonly resources: Readonly<Record<string, Resource>>;
	/** The outputs of the stack, by name. */
	readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
	/** The directory of each function's bundle, by logical id: it holds `index.mjs`, which exports `handler`. */
	readonly bundles: ReadonlyMap<string, string>;
}

/** The choices of `Settings`, as the CDK context carries them. */
export interface Context {
	readonly stage?: string | undefined;
	readonly allowedOrigins?: string | undefined;
	readonly defaultEvent?: string | undefined;
	readonly expectedBuyers?: string | undefined;
	readonly publishChanges?: string | undefined;
	readonly accountConcurrency?: string | undefined;
	readonly accountRequests?: string | undefined;
	readonly servedTable?: string | undefined;
	readonly servedStream?: string | undefined;
}

/**
 * Bundles the functions and synthesizes the stack in this process, without the CDK command line. Bundles go to `lambdas`
 * in `directory`, the template and its assets to `cdk.out`.
 * @param directory an absolute path to a directory with nothing else in it, because its content is replaced. Two calls at
 * the same time need two directories.
 */
export async function synthesize(directory: string, context: Context = {}): Promise<Synthesis> {
	return assemble(await bundleFunctions(join(directory, "lambdas")), join(directory, "cdk.out"), context);
}

/** Synthesizes the stack from bundles that exist already. Replaces the content of `outdir`. */
export function assemble(bundleOf: BundleOf, outdir: string, context: Context = {}): Synthesis {
	rmSync(outdir, { recursive: true, force: true });
	const app = newApp({
		outdir,
		treeMetadata: false,
		// It takes two seconds, and only a deployment needs it.
		builtinCloudFormationValidation: false,
		context: { ...context, "aws:cdk:enable-asset-metadata": true },
	});
	const { artifactId } = new TicketSalesStack(app, { ...settingsIn(app), bundleOf, behindEdge: false });
	const { Resources: resources, Outputs: outputs } = app.synth().getStackArtifact(artifactId).template;
	return { resources, outputs, bundles: bundlesOf(resources, outdir) };
}

/** The copies of the bundles that a deployment would upload, found by the metadata of the template. */
const bundlesOf = (resources: Synthesis["resources"], outdir: string) =>
	new Map(
		Object.entries(resources).flatMap(([logicalId, { Type, Metadata }]) =>
			Type === "AWS::Lambda::Function" && Metadata?.["aws:asset:path"]
				? [[logicalId, join(outdir, Metadata["aws:asset:path"])] as const]
				: [],
		),
	);
