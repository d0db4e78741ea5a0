/** The second click of a double one would meet what came in the place of the first, which nobody has read. */
export const unlessDouble =
  (act: () => void) =>
  ({ detail }: MouseEvent): void => {
    if (detail <= 1) act();
  };
