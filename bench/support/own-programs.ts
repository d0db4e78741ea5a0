import { type LocalEnvironment, readEnvironment } from '../../infra/local/environment.ts';

/** A bench measures programs that it starts itself, never some that others run. */
export const ownPrograms = (): LocalEnvironment => ({ ...readEnvironment(), addresses: {} });
