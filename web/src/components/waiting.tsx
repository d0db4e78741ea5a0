import { useEffect, useState } from 'preact/hooks';

const SLOW_MS = 3_000;

/** Something was asked for; after a while, that it takes long is said too. */
export function Waiting({ what }: { what: string }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class="waiting" role="status">
      {slow ? `Still waiting for ${what}: the API is slow to answer.` : `Waiting for ${what} …`}
    </p>
  );
}
