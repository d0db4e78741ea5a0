const PREFIX = 'urn:driftgate:problem:';

/** The `type` of the problems with this reason: a name, not an address. */
export const problemType = (reason: string): string => PREFIX + reason.replaceAll('_', '-');

/** The reason that a problem's `type` says, as it stands in metrics; undefined when it is none of ours. */
export const problemReason = (type: unknown): string | undefined =>
  typeof type === 'string' && type.startsWith(PREFIX)
    ? type.slice(PREFIX.length).replaceAll('-', '_')
    : undefined;
