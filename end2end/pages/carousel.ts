import type { Locator } from '@playwright/test';

/** A carousel after the ARIA pattern. */
export class Carousel {
  readonly slides: Locator;
  readonly selected: Locator;
  readonly previous: Locator;
  readonly next: Locator;
  readonly thumbnails: Locator;
  readonly currentThumbnail: Locator;

  constructor(
    readonly region: Locator,
    thumbnails: string,
  ) {
    this.slides = region.getByRole('group', { name: /^\d+ of \d+$/ });
    this.selected = region.locator('[role="group"][data-selected]');
    this.previous = region.getByRole('button', { name: 'Previous image' });
    this.next = region.getByRole('button', { name: 'Next image' });
    this.thumbnails = region.getByRole('list', { name: thumbnails }).getByRole('link');
    this.currentThumbnail = region.getByRole('list', { name: thumbnails }).locator('[aria-current="true"]');
  }

  slide(place: number, of: number): Locator {
    return this.region.getByRole('group', { name: `${place} of ${of}`, exact: true });
  }

  /** The slide of an attempt, whether selected or not. */
  attempt(number: number): Locator {
    const page = this.region.page();
    return this.slides.filter({ has: page.getByRole('link', { name: named(number) }) });
  }

  picture(number: number): Locator {
    return this.region.getByRole('link', { name: named(number) });
  }

  thumbnail(number: number): Locator {
    return this.thumbnails.and(this.region.getByRole('link', { name: new RegExp(`^Attempt ${number}(, selected)?$`) }));
  }

  counter(slide: Locator): Locator {
    return slide.getByText(/^\d+\/\d+$/);
  }

  /** Every slide holds the badge and the buttons; which of them is seen follows from its state. */
  badge(slide: Locator): Locator {
    return slide.getByText('Selected', { exact: true }).filter({ visible: true });
  }

  /** The badge of the reference in force. */
  active(slide: Locator): Locator {
    return slide.getByText('Active', { exact: true }).filter({ visible: true });
  }

  /** The slide of a reference: "Stage 5 Master" or "Scene 2". */
  labelled(words: string): Locator {
    return this.slides.filter({ has: this.region.page().getByText(words, { exact: true }) });
  }

  useThis(slide: Locator): Locator {
    return slide.getByRole('button', { name: 'Use This Reference' });
  }

  /** The words under a picture that open what was sent for it. */
  whatWasSent(slide: Locator): Locator {
    return slide.getByText('What was sent', { exact: true });
  }

  /** What was sent, once it is open. */
  sent(slide: Locator): Locator {
    return slide.getByRole('group').filter({ hasText: 'What was sent' });
  }

  /** Below what was sent: has it drawn once more. */
  again(slide: Locator): Locator {
    return slide.getByRole('button', { name: 'Again like this' });
  }

  select(slide: Locator): Locator {
    return slide.getByRole('button', { name: 'Select This One' });
  }

  delete(slide: Locator): Locator {
    return slide.getByRole('button', { name: 'Delete' });
  }

  /** The slide of a job that runs or waits. */
  get running(): Locator {
    const cancel = this.region.page().getByRole('button', { name: 'Cancel', exact: true });
    return this.slides.filter({ has: cancel });
  }

  get failed(): Locator {
    return this.slides.filter({ hasText: 'Generation failed' });
  }

  cancel(slide: Locator): Locator {
    return slide.getByRole('button', { name: 'Cancel', exact: true });
  }

  factList(slide: Locator): Locator {
    return slide.locator('dl.facts');
  }

  retry(slide: Locator): Locator {
    return slide.getByRole('button', { name: 'Retry' });
  }
}

/** What the picture of an attempt is called. */
function named(attempt: number): RegExp {
  return new RegExp(`attempt ${attempt}, full size$`);
}
