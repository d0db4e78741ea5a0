import { useEffect, useRef, useState } from 'preact/hooks';
import type { Reachability } from '../api/reachability.ts';

interface UnreachableBannerProperties {
  reachability: Reachability;
  /** It goes with the focus in it. */
  onGone(): void;
}

/** Says that the API does not answer, and what to do; goes by itself when it does again. */
export function UnreachableBanner({ reachability, onGone }: UnreachableBannerProperties) {
  const banner = useRef<HTMLDivElement>(null);
  const [reachable, setReachable] = useState(reachability.reachable);
  useEffect(() => {
    const askNow = () => reachability.askNow();
    addEventListener('online', askNow);
    const end = reachability.subscribe(() => {
      if (banner.current?.contains(document.activeElement)) onGone();
      setReachable(reachability.reachable);
    });
    return () => {
      removeEventListener('online', askNow);
      end();
    };
  }, [reachability]);
  return (
    <div ref={banner} role="alert" class="banner-place">
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
