/**
 * Creates a Lambda function the way all of ours are: a bundle on the newest Node.js, a role that may do only what it is
 * granted, and logs that expire.
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
import { Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ROUTES, type Route } from "../api/routes.ts";
import { type BundleOf, type FunctionName, PUBLISH_CHANGES } from "./bundle.ts";
import { hasNarrowOrigins } from "./cors.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { metricNamespace } from "./metrics.ts";
import { removalPolicyOf } from "./retention.ts";
import type { Stage } from "./stages.ts";

/** The settings that all functions of a deployment share. */
export interface FunctionSettings {
	readonly stage: Stage;
	/** The id of the event that `/seat…` paths mean. */
	readonly defaultEvent: string;
	readonly bundleOf: BundleOf;
	/** Takes an event that a function failed to process while no caller was waiting. */
	readonly deadLetters: DeadLetters;
}

/**
 * More than the default for functions that hold a whole event in memory, less for one that mostly waits. Processor time
 * grows with memory: a full core begins at 1,769 MB.
 */
const MEMORY_MB: Partial<Record<FunctionName, number>> = {
	"num-available": 1024,
	together: 1024,
	"lock-together": 1024,
	"sell-together": 1024,
	seats: 1769,
	availability: 1024,
	"put-event": 1769,
	"patch-event": 1769,
	"delete-event": 1769,
	changes: 256,
};

/**
 * A handler answers within 5 seconds, plus the time that its route may wait; the timeout only ends one that hangs. A
 * batch of changes takes a second, but up to a minute when many batches write to the same feed.
 */
function timeoutSeconds(name: FunctionName): number {
	const { waitSeconds = 0 }: Partial<Route> = ROUTES.find((route) => route.name === name) ?? {};
	return name === PUBLISH_CHANGES ? 60 : 6 + waitSeconds;
}

/**
 * Creates the function of this name. An environment variable has the same value in every function that has it, so that
 * all functions can also run in one process.
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
		removalPolicy: removalPolicyOf(stage),
	});
	// A role of our own, because the default role may write to every log group.
	const role = new Role(parent, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
	logGroup.grantWrite(role);
	Validations.of(role).acknowledge({
		id: "AwsSolutions-IAM5[Resource::*]",
		reason: "The two actions that send traces to X-Ray have no resources: AWS accepts them for * only.",
	});

	const reserved = stage.reservedConcurrency[name];
	return new LambdaFunction(parent, "Function", {
		description,
		runtime: Runtime.NODEJS_24_X,
		architecture: Architecture.ARM_64,
		code: Code.fromAsset(bundleOf(name)),
		handler: "index.handler",
		timeout: Duration.seconds(timeoutSeconds(name)),
		memorySize: MEMORY_MB[name] ?? 512,
		...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
		environment: {
			DEFAULT_EVENT: defaultEvent,
			METRICS_NAMESPACE: metricNamespace(stage),
			// A browser asks before it sends JSON (a preflight), and sends text and forms of any page without asking. So
			// narrowed origins mean something only if every body must be JSON.
			...(hasNarrowOrigins(stage) && { REQUIRE_JSON: "true" }),
		},
		tracing: Tracing.ACTIVE,
		// `deadLetterQueue` takes events for which the function could not run, `onFailure` events that it failed to process.
		// `deadLetterQueue` grants the right to send, so `onFailure` need not grant it again.
		deadLetterQueue: deadLetters.queue,
		onFailure: { bind: () => ({ destination: deadLetters.queue.queueArn }) },
		role,
		logGroup,
		// So that Lambda's own lines (started, crashed, timed out) are JSON like all others.
		loggingFormat: LoggingFormat.JSON,
	});
}
