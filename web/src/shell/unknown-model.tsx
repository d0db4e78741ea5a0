import type { ModelSummary } from '../api/answers.ts';
import { formatRoute, type Route } from '../route.ts';

/** The address names a model that is not served. */
export function UnknownModel({ route, models }: { route: Route; models: readonly ModelSummary[] }) {
  return (
    <>
      <h1>There is no model “{route.model?.slice(0, 100)}”</h1>
      <p>These are served:</p>
      <ul>
        {models.map(({ name, description }) => (
          <li key={name}>
            <a href={formatRoute({ view: route.view, model: name })}>{name}</a> – {description}
          </li>
        ))}
      </ul>
    </>
  );
}
