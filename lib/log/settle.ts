import type { Attempt, Commit } from './held.ts';

/** Answers everyone whose records turned out to be in. */
export function settle(attempt: Attempt): void {
  for (const { commit, records } of attempt.commits) {
    if (commit.settled) commit.entry.landedLate?.();
    else {
      commit.settled = true;
      commit.resolve(records);
    }
  }
}

/** Fails those that are not answered yet. */
export function rejectOpen(commits: Commit[], error: unknown): void {
  for (const commit of commits) {
    if (commit.settled) continue;
    commit.settled = true;
    commit.reject(error);
  }
}
