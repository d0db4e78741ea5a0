import { useState } from 'preact/hooks';

/** Who reviews: every judgement is kept with its reviewer. */
export function ReviewerForm({ onName }: { onName(name: string): void }) {
  const [name, setName] = useState('');
  return (
    <form
      class="reviewer"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') onName(name.trim());
      }}
    >
      <div class="field">
        <label for="reviewer">Your name</label>
        <input
          id="reviewer"
          type="text"
          autocomplete="username"
          required
          maxLength={100}
          aria-describedby="reviewer-hint"
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
        <p id="reviewer-hint" class="small">
          Kept with each of your judgements, and remembered by this browser.
        </p>
      </div>
      <button type="submit" class="primary">
        Begin
      </button>
    </form>
  );
}
