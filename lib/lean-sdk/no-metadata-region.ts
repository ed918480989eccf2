/** Lambda puts the region into the environment: the metadata of a machine are not asked for it. */
export const getInstanceMetadataRegion = async () => undefined;
