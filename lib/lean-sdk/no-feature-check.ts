/** Lists for AWS the features of the SDK that a request uses. No request needs it. */
export const checkFeatures = () => undefined;
