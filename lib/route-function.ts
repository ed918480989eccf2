/**
 * A function as all of ours are: a bundle on the newest Node.js, a role that may only do what it is granted, and
 * logs that end some day.
 */
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
	Architecture,
	Code,
	Function as LambdaFunction,
	LoggingFormat,
	Runtime,
	Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { type Route, routes } from "../api/routes.ts";
import { type BundleOf, type FunctionName, publishChangesName } from "./bundle.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { metricNamespace } from "./metrics.ts";
import type { Stage } from "./stages.ts";

/** What all functions of one deployment have in common. */
export interface FunctionSettings {
	readonly stage: Stage;
	/** The event that `/seat…` paths speak of. */
	readonly defaultEvent: string;
	readonly bundleOf: BundleOf;
	/** Where an event goes that a function fails to deal with while nobody waits for its answer. */
	readonly deadLetters: DeadLetters;
}

/** Those that hold a whole event in memory, and one that waits most of its time. Processor comes with memory: one full core begins at 1,769 MB. */
const memoryMegabytes: Partial<Record<FunctionName, number>> = {
	"num-available": 1024,
	together: 1024,
	"lock-together": 1024,
	seats: 1769,
	"put-event": 1769,
	"delete-event": 1769,
	changes: 256,
};

/**
 * A handler answers within 5 seconds, or as much later as its route may wait: this only ends one that has hung. A batch
 * of changes takes a second, and a minute when many write to the same feed.
 */
function timeoutSeconds(name: FunctionName): number {
	const { waitSeconds = 0 }: Partial<Route> = routes.find((route) => route.name === name) ?? {};
	return name === publishChangesName ? 60 : 6 + waitSeconds;
}

/**
 * The function of that name. An environment variable means the same in every function that has it, so that all of
 * them can also run in one process.
 */
export function routeFunction(
	scope: Construct,
	name: FunctionName,
	description: string,
	{ stage, defaultEvent, bundleOf, deadLetters }: FunctionSettings,
): LambdaFunction {
	const parent = new Construct(scope, name);
	const logGroup = new LogGroup(parent, "Logs", {
		retention: stage.logRetention,
		removalPolicy: stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
	});
	// A role of our own, because the one that would be made comes with a policy to write to every log group.
	const role = new Role(parent, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
	logGroup.grantWrite(role);
	Validations.of(role).acknowledge({
		id: "AwsSolutions-IAM5[Resource::*]",
		reason: "The two actions that send traces to X-Ray know no resources: AWS accepts them for * alone.",
	});

	const reserved = stage.reservedConcurrency[name];
	return new LambdaFunction(parent, "Function", {
		description,
		runtime: Runtime.NODEJS_24_X,
		architecture: Architecture.ARM_64,
		code: Code.fromAsset(bundleOf(name)),
		handler: "index.handler",
		timeout: Duration.seconds(timeoutSeconds(name)),
		memorySize: memoryMegabytes[name] ?? 512,
		...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
		environment: { DEFAULT_EVENT: defaultEvent, POWERTOOLS_METRICS_NAMESPACE: metricNamespace(stage) },
		tracing: Tracing.ACTIVE,
		// The first takes what was sent to a function that could not run, the second what it failed at. Only the first
		// grants what both need, so that it is granted once.
		deadLetterQueue: deadLetters.queue,
		onFailure: { bind: () => ({ destination: deadLetters.queue.queueArn }) },
		role,
		logGroup,
		// What Lambda itself says of a function, that it was started, crashed or timed out, in JSON as all else.
		loggingFormat: LoggingFormat.JSON,
	});
}
