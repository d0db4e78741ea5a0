/** A name that others gave: it may break after an underscore, and anywhere where that is not enough. */
export const Name = ({ text }: { text: string }) => (
  <span class="name">
    {text.split(/(?<=_)/).map((part, i) => (i === 0 ? part : [<wbr key={i} />, part]))}
  </span>
);
