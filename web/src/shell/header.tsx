import type { ModelSummary } from '../api/answers.ts';
import { formatRoute, type Route, VIEWS, type View } from '../route.ts';

const TITLES: Readonly<Record<View, string>> = { try: 'Try', review: 'Review', monitor: 'Monitor' };

/** The views, and the model that all of them are about. */
export function Header({ route, models }: { route: Route; models: readonly ModelSummary[] }) {
  const chosen = route.model ?? models.find((model) => model.default)?.name;
  const known = models.some(({ name }) => name === chosen);
  return (
    <header>
      <p class="product">driftgate</p>
      <nav aria-label="Views">
        {VIEWS.map((view) => (
          <a
            key={view}
            href={formatRoute({ view, model: chosen })}
            aria-current={view === route.view ? 'page' : undefined}
          >
            {TITLES[view]}
          </a>
        ))}
      </nav>
      <div class="chooser">
        <label for="model">Model</label>
        <select
          id="model"
          value={known ? chosen : ''}
          disabled={models.length === 0}
          onChange={({ currentTarget }) => {
            location.hash = formatRoute({ view: route.view, model: currentTarget.value });
          }}
        >
          {!known && <option value="">–</option>}
          {models.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}
