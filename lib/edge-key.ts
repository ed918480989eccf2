/**
 * The key that proves to the API that a request came through the edge, where the firewall has counted it
 * (docs/adr/008-refuse-what-does-not-come-through-the-edge.md): a generated secret that CloudFront adds to every
 * request, and an authorizer that checks it on public routes.
 */
import type { IHttpRouteAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";

/** The header that carries the key from CloudFront to the API. Names that begin with `x-edge` are reserved. */
export const EDGE_KEY_HEADER = "x-came-through";

/** Why our secrets do not rotate by themselves, although the rule wants a schedule. */
export const ROTATED_BY_HAND = {
	id: "AwsSolutions-SMG4",
	reason:
		"A key that rotates by itself would lock out every seller who does not have the new one yet, in the middle of a sale; docs/operations/rotation.md has the commands that rotate it without a failed request.",
};

export class EdgeKey extends Construct {
	readonly secret: Secret;
	/** For public routes. */
	readonly authorizer: IHttpRouteAuthorizer;

	/** @param lambda the authorizer's function, which gets the right to read the key. */
	constructor(scope: Construct, id: string, { lambda }: { readonly lambda: LambdaFunction }) {
		super(scope, id);
		const secret = new Secret(this, "Secret", {
			description: "The key that CloudFront adds to each request, so that the API knows it came through the edge",
			generateSecretString: { passwordLength: 48, excludePunctuation: true },
			// A new stack generates a new key.
			removalPolicy: RemovalPolicy.DESTROY,
		});
		Validations.of(secret).acknowledge(ROTATED_BY_HAND);
		lambda.addToRolePolicy(
			new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] }),
		);
		lambda.addEnvironment("EDGE_KEY_SECRET_ARN", secret.secretArn);

		this.secret = secret;
		// The gateway itself refuses a request without the header. It caches the verdict on a key, so in a rush the
		// function runs once a minute, not once for each request. Not longer: while Secrets Manager does not answer, a new
		// copy of the function lets every key pass, and that verdict is cached too (ADR 008).
		this.authorizer = new HttpLambdaAuthorizer("edge", lambda, {
			responseTypes: [HttpLambdaResponseType.SIMPLE],
			identitySource: [`$request.header.${EDGE_KEY_HEADER}`],
			resultsCacheTtl: Duration.minutes(1),
		});
	}
}
