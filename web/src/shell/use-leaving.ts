import { useEffect } from 'preact/hooks';
import type { Outbox } from '../api/outbox.ts';

/** What is held is sent when the page is left; where something has not arrived, the browser asks first. */
export function useLeaving(outbox: Outbox): void {
  useEffect(() => {
    const send = () => outbox.flush();
    const ask = (event: BeforeUnloadEvent) => {
      if (outbox.entries.some(({ state }) => state === 'failed')) event.preventDefault();
    };
    addEventListener('pagehide', send);
    addEventListener('beforeunload', ask);
    return () => {
      removeEventListener('pagehide', send);
      removeEventListener('beforeunload', ask);
    };
  }, [outbox]);
}
