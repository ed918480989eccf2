/** The whole deployment for tests: the template of every stack, and the findings of their validation. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, Validations } from "aws-cdk-lib/core";
import { deploymentApp } from "../../lib/deployment.ts";
import { standInBundles, type Template } from "./template.ts";

interface StackTemplate extends Pick<Template, "resources" | "outputs"> {
	/** Whether the stack is protected against deletion. */
	readonly isProtected: boolean;
}

export interface Deployed {
	readonly firewall: StackTemplate;
	readonly service: StackTemplate;
	readonly edge: StackTemplate;
	/** The stacks that must be deployed before the edge. */
	readonly edgeReads: readonly string[];
	/** Rules that are broken, and where. */
	readonly findings: readonly string[];
	/** Rules that are broken on purpose, and why. */
	readonly acknowledged: ReadonlyMap<string, string>;
}

export type DeploymentContext = Readonly<
	Partial<
		Record<
			| "stage"
			| "domainName"
			| "certificateArn"
			| "deniedCountries"
			| "expectedBuyers"
			| "accountConcurrency"
			| "accountRequests"
			| "firstDeployment"
			| "edgeKey"
			| "allowedOrigins"
			| "lockingBackEnds"
			| "deniedAddresses"
			| "underAttack"
			| "deskPage",
			string
		>
	>
>;

export const OWN_DOMAIN = {
	domainName: "tickets.example.com",
	certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/11111111-2222-3333-4444-555555555555",
};

/**
 * Throws when a rule is broken and not acknowledged.
 * @param change called with the app before it is synthesized.
 * @param builtinCloudFormationValidation whether to check CloudFormation's own rules too, which takes seconds.
 */
export function deploymentOf(
	context: DeploymentContext = {},
	{ change = (_: App) => {}, builtinCloudFormationValidation = false } = {},
): Deployed {
	const directory = mkdtempSync(join(tmpdir(), "ticket-sales-deployment-"));
	try {
		const outdir = join(directory, "out");
		const settings = { outdir, context, treeMetadata: false, builtinCloudFormationValidation };
		const app = deploymentApp(standInBundles(directory), { region: "eu-central-1" }, settings);
		change(app);
		const assembly = app.synth();
		const named = (ending: string): StackTemplate => {
			const stack = assembly.getStackByName(`ticket-sales-${context.stage ?? "dev"}${ending}`);
			const { Resources: resources, Outputs: outputs = {} } = stack.template;
			return { resources, outputs, isProtected: stack.terminationProtection ?? false };
		};
		const report: Report = JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8"));
		return {
			firewall: named("-firewall"),
			service: named(""),
			edge: named("-edge"),
			edgeReads: assembly
				.getStackByName(`ticket-sales-${context.stage ?? "dev"}-edge`)
				.dependencies.map(({ id }) => id)
				.filter((id) => !id.endsWith(".assets")),
			findings: report.pluginReports.flatMap(({ violations = [] }) =>
				violations.flatMap(({ ruleName, violatingConstructs }) =>
					violatingConstructs.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
				),
			),
			acknowledged: acknowledgedIn(app),
		};
	} finally {
		rmSync(directory, { recursive: true });
	}
}

interface Report {
	readonly pluginReports: readonly {
		readonly violations?: readonly {
			readonly ruleName: string;
			readonly violatingConstructs: readonly { readonly constructPath: string }[];
		}[];
	}[];
}

/** Only rules of the rule packs: the CDK acknowledges rules of its own as well. */
const acknowledgedIn = (app: App) =>
	new Map(
		app.node
			.findAll()
			.flatMap(({ node }) => node.metadata)
			.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
			.flatMap(({ data }) => Object.entries(data as Record<string, string>))
			.map(([rule, reason]) => [rule.replace(/^annotation::/i, ""), reason] as const)
			.filter(([rule]) => /^(AwsSolutions|Serverless)-/.test(rule)),
	);
