/** The CDK app that `npm run synth` and `npm run deploy` run: bundles the functions, then synthesizes the stacks. */
import { bundleFunctions } from "../lib/bundle.ts";
import { deploymentApp } from "../lib/deployment.ts";

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
deploymentApp(await bundleFunctions(), { account, region }).synth();
