import { useMemo, useState } from 'preact/hooks';
import { KeptText } from '../../storage/kept-text.ts';
import { type History, parseHistory } from './history.ts';

/** What was tried of a model in this browser session: it stays in this tab, and ends with it. */
export function useHistory(model: string): [History, (change: (history: History) => History) => void] {
  const kept = useMemo(() => new KeptText(() => sessionStorage, `tried ${model}`), [model]);
  const [history, setHistory] = useState(() => parseHistory(kept.read()));
  const change = (of: (history: History) => History) =>
    setHistory((before) => {
      const after = of(before);
      kept.write(JSON.stringify(after));
      return after;
    });
  return [history, change];
}
