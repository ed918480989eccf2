/**
 * The key that makes a caller a seller: a generated secret, and the authorizer that checks a request against it. Only the
 * authorizer may read the secret.
 */
import type { IHttpRouteAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { AUTHORIZER } from "./bundle.ts";
import { EDGE_KEY_HEADER, ROTATED_BY_HAND } from "./edge-key.ts";
import { removalPolicyOf } from "./retention.ts";
import { type FunctionSettings, routeFunction } from "./route-function.ts";

interface SellerKeyProps extends FunctionSettings {
	/** Whether the API is behind an edge, so that only the edge may call it. */
	readonly behindEdge: boolean;
}

export class SellerKey extends Construct {
	readonly secretArn: string;
	/** The authorizer's function. */
	readonly lambda: LambdaFunction;
	/** For the routes of sellers. */
	readonly authorizer: IHttpRouteAuthorizer;

	constructor(scope: Construct, id: string, { behindEdge, ...settings }: SellerKeyProps) {
		super(scope, id);
		const secret = new Secret(this, "Secret", {
			description: "The key of the back ends that sell: Authorization: Bearer <key>",
			// Only letters and digits, so that the key goes into a header unchanged: 48 of them are 285 bits.
			generateSecretString: { passwordLength: 48, excludePunctuation: true },
			removalPolicy: removalPolicyOf(settings.stage),
		});
		Validations.of(secret).acknowledge(ROTATED_BY_HAND);
		this.secretArn = secret.secretArn;

		this.lambda = routeFunction(this, AUTHORIZER, "Checks whether a request has the seller key", settings);
		this.#grantRead(this.lambda);
		// The 401 and 403 of an HTTP API do not follow RFC 9457. So the gateway refuses no client: the authorizer says who is
		// calling, with or without `Authorization`, and the function refuses a caller who is not a seller. A request that did
		// not come through the edge is not a client's: the gateway refuses it, so that it takes no copy of the authorizer
		// away from a claim. No verdict is cached, so a key that is revoked stops working at once.
		this.authorizer = new HttpLambdaAuthorizer("seller", this.lambda, {
			responseTypes: [HttpLambdaResponseType.SIMPLE],
			identitySource: behindEdge ? [`$request.header.${EDGE_KEY_HEADER}`] : [],
			resultsCacheTtl: Duration.seconds(0),
		});
	}

	/** Lets a function read all versions of the key, and puts the key's ARN into its environment. */
	#grantRead(lambda: LambdaFunction): void {
		lambda.addToRolePolicy(
			new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [this.secretArn] }),
		);
		lambda.addEnvironment("SELLER_KEY_SECRET_ARN", this.secretArn);
	}
}
