/**
 * The key by which the API knows that a request came through the edge, where the firewall has counted it
 * (docs/adr/020-refuse-what-does-not-come-through-the-edge.md): a generated secret that CloudFront adds to every
 * request, and an authorizer for the routes of the public that asks for it.
 */
import type { IHttpRouteAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** The header that carries it from CloudFront to the API; names that begin with `x-edge` are CloudFront's own. */
export const edgeKeyHeader = "x-came-through";

/** Why no secret of ours changes by itself (the rule wants a schedule). */
export const rotatedByHand = {
	id: "AwsSolutions-SMG4",
	reason:
		"A key that changed by itself would stop every seller who was not told, in the middle of a sale; docs/operations.md has the commands that rotate it without a failed request.",
};

export class EdgeKey extends Construct {
	readonly secret: Secret;
	/** For the routes of the public. */
	readonly authorizer: IHttpRouteAuthorizer;

	/** @param lambda the function that is asked who calls; it may then read the key. */
	constructor(scope: Construct, id: string, { lambda }: { readonly lambda: LambdaFunction }) {
		super(scope, id);
		const secret = new Secret(this, "Secret", {
			description: "What CloudFront adds to each request, so that the API knows it came through the edge",
			generateSecretString: { passwordLength: 48, excludePunctuation: true },
			// It keeps nothing: a stack made anew makes another.
			removalPolicy: RemovalPolicy.DESTROY,
		});
		Validations.of(secret).acknowledge(rotatedByHand);
		lambda.addToRolePolicy(
			new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] }),
		);
		lambda.addEnvironment("EDGE_KEY_SECRET_ARN", secret.secretArn);

		this.secret = secret;
		// A request without the header is refused by the gateway alone. The verdict on a key is kept, so in a rush
		// the function is asked once in five minutes and not once for each request.
		this.authorizer = new HttpLambdaAuthorizer("edge", lambda, {
			responseTypes: [HttpLambdaResponseType.SIMPLE],
			identitySource: [`$request.header.${edgeKeyHeader}`],
			resultsCacheTtl: Duration.minutes(5),
		});
	}
}
