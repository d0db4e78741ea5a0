import { InferenceError, type Session } from './session.ts';

/**
 * A session that begins to load now, once; only requests for its model wait for it. One that cannot be loaded answers
 * with an error, and is tried again with the next request: what is broken may be repaired, and others are not affected.
 */
export function lazySession(
  name: string,
  load: () => Promise<Session>,
): Session & { loaded: Promise<boolean> } {
  let loading = load();
  let session: Session | undefined;
  let failed = false;
  const watch = (): Promise<boolean> =>
    loading.then(
      () => true,
      () => {
        failed = true;
        return false;
      },
    );
  const loaded = watch();
  const current = async (): Promise<Session> => {
    if (failed) {
      failed = false;
      loading = load();
      void watch();
    }
    session = await loading.catch((cause: unknown) => {
      throw new InferenceError(`${name}: the model could not be loaded`, { cause });
    });
    return session;
  };
  return {
    loaded,
    ready: async () => (await current()).ready(),
    predict: async (rows) => (await current()).predict(rows),
    derive(row) {
      if (!session) throw new Error(`${name}: expected a prediction before its texts are counted`);
      return session.derive(row);
    },
  };
}
