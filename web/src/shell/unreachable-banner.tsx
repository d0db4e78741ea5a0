import { useEffect, useState } from 'preact/hooks';
import type { Reachability } from '../api/reachability.ts';

/** Says that the API does not answer, and what to do; goes by itself when it does again. */
export function UnreachableBanner({ reachability }: { reachability: Reachability }) {
  const [reachable, setReachable] = useState(reachability.reachable);
  useEffect(() => {
    const askNow = () => reachability.askNow();
    addEventListener('online', askNow);
    const end = reachability.subscribe(() => setReachable(reachability.reachable));
    return () => {
      removeEventListener('online', askNow);
      end();
    };
  }, [reachability]);
  return (
    <div role="alert" class="banner-place">
      {!reachable && (
        <div class="banner">
          <p>
            <strong>The API is unreachable.</strong> Check that this device is connected and that the server
            is running. What is on this page stays; it is tried again by itself every few seconds.
          </p>
          <button type="button" onClick={() => reachability.askNow()}>
            Try now
          </button>
        </div>
      )}
    </div>
  );
}
