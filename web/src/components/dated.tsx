/** A text whose dates, such as 2026-11-20, do not break at their hyphens. */
export const Dated = ({ text }: { text: string }) => (
  <>
    {text.split(/(\d{4}-\d\d-\d\d)/).map((part, i) =>
      i % 2 === 0 ? (
        part
      ) : (
        <span key={i} class="date">
          {part}
        </span>
      ),
    )}
  </>
);
