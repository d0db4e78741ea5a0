import type { ReportLink } from '../../../../lib/monitor/answer.ts';
import { Dated } from '../../components/dated.tsx';

const SHOWN = 14;

/** The page of a day. The API names it from its own root, which is where this page lies. */
export const ReportLinkOf = ({ report: { date, url } }: { report: ReportLink }) => (
  <a href={url.replace(/^\//, '')}>
    <Dated text={date} />
  </a>
);

/** The reports of the nightly job, the newest first. */
export function ReportLinks({ reports }: { reports: readonly ReportLink[] }) {
  const rest = reports.slice(SHOWN);
  return (
    <section>
      <h2>Reports by day</h2>
      {reports.length === 0 ? (
        <p class="missing">There is no report for people yet.</p>
      ) : (
        <Links reports={reports.slice(0, SHOWN)} />
      )}
      {rest.length > 0 && (
        <details>
          <summary>
            <Dated text={`${rest.length} older, back to ${rest.at(-1)!.date}`} />
          </summary>
          <Links reports={rest} />
        </details>
      )}
    </section>
  );
}

const Links = ({ reports }: { reports: readonly ReportLink[] }) => (
  <ul class="report-links">
    {reports.map((report) => (
      <li key={report.date}>
        <ReportLinkOf report={report} />
      </li>
    ))}
  </ul>
);
