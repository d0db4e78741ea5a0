/** The model that `POST /predict` prefers: the one that is configured, else the first by name. */
export const defaultModel = (models: ReadonlyMap<string, unknown>, configured: string | undefined): string =>
  configured ?? [...models.keys()][0]!;
