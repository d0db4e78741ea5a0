import { useMemo, useState } from 'preact/hooks';
import type { Feature } from '../../../../lib/model/definition.ts';
import { KeptText } from '../../storage/kept-text.ts';
import { parseDraft } from './draft.ts';
import type { Texts } from './row.ts';

/** What stands in the fields of a model: it is still there after another view and a reload, and ends with the tab. */
export function useDraft(model: string, features: readonly Feature[]): [Texts, (texts: Texts) => void] {
  const kept = useMemo(() => new KeptText(() => sessionStorage, `draft ${model}`), [model]);
  const [texts, setTexts] = useState(() => parseDraft(features, kept.read()));
  const change = (after: Texts) => {
    kept.write(JSON.stringify(after));
    setTexts(after);
  };
  return [texts, change];
}
