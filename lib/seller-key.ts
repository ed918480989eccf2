/**
 * The key that makes a caller a seller: a generated secret, and the authorizer that compares with it what a request
 * brings. Only the authorizer may read the secret.
 */
import type { IHttpRouteAuthorizer } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { authorizerName } from "./bundle.ts";
import { edgeKeyHeader, rotatedByHand } from "./edge-key.ts";
import { type FunctionSettings, routeFunction } from "./route-function.ts";

interface SellerKeyProps extends FunctionSettings {
	/** Whether an edge stands before the API, and nothing else may call it. */
	readonly behindEdge: boolean;
}

export class SellerKey extends Construct {
	readonly secretArn: string;
	/** The function that is asked who calls. */
	readonly lambda: LambdaFunction;
	/** For the routes of sellers. */
	readonly authorizer: IHttpRouteAuthorizer;

	constructor(scope: Construct, id: string, { behindEdge, ...settings }: SellerKeyProps) {
		super(scope, id);
		const secret = new Secret(this, "Secret", {
			description: "The key of the back ends that sell: Authorization: Bearer <key>",
			// Letters and digits alone, so that the key goes into a header as it is: 48 of them are 285 bits.
			generateSecretString: { passwordLength: 48, excludePunctuation: true },
			removalPolicy: settings.stage.keepsData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
		});
		Validations.of(secret).acknowledge(rotatedByHand);
		this.secretArn = secret.secretArn;

		this.lambda = routeFunction(this, authorizerName, "Tells whether a request brings the seller key", settings);
		this.#grantRead(this.lambda);
		// An HTTP API words its own 401 and 403, and not as RFC 9457 wants them. So it refuses no client: it asks the
		// authorizer about every request that came through the edge, with `Authorization` or without, the authorizer says
		// who is calling, and the function answers who may not. What did not come through the edge is no client's, and is
		// refused before it takes the copies of the authorizer that claims need. No verdict is kept: a key ends when it ends.
		this.authorizer = new HttpLambdaAuthorizer("seller", this.lambda, {
			responseTypes: [HttpLambdaResponseType.SIMPLE],
			identitySource: behindEdge ? [`$request.header.${edgeKeyHeader}`] : [],
			resultsCacheTtl: Duration.seconds(0),
		});
	}

	/** Lets a function read the key in all its versions, and tells it where the key is. */
	#grantRead(lambda: LambdaFunction): void {
		lambda.addToRolePolicy(
			new PolicyStatement({ actions: ["secretsmanager:GetSecretValue"], resources: [this.secretArn] }),
		);
		lambda.addEnvironment("SELLER_KEY_SECRET_ARN", this.secretArn);
	}
}
