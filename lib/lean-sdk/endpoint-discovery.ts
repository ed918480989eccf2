/** No endpoint discovery: the client keeps its settings as they are. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
	environmentVariableSelector: () => false,
	configFileSelector: () => false,
	default: false,
};

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
