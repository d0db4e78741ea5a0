import { useEffect } from 'preact/hooks';
import type { ApiClient } from '../api/client.ts';

/**
 * What is held is sent when the page is left or is no longer seen, after which a phone may end it without a word; where
 * something will not have arrived, the browser asks first.
 */
export function useLeaving({ outbox, reachability }: Pick<ApiClient, 'outbox' | 'reachability'>): void {
  useEffect(() => {
    const send = () => outbox.flush();
    const sendUnseen = () => document.hidden && send();
    const ask = (event: BeforeUnloadEvent) => {
      if (outbox.isLostWithPage(reachability.reachable)) event.preventDefault();
    };
    addEventListener('pagehide', send);
    document.addEventListener('visibilitychange', sendUnseen);
    addEventListener('beforeunload', ask);
    return () => {
      removeEventListener('pagehide', send);
      document.removeEventListener('visibilitychange', sendUnseen);
      removeEventListener('beforeunload', ask);
    };
  }, [outbox, reachability]);
}
