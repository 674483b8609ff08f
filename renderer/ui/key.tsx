import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTapGuard } from './tap-guard-context.tsx';
import './key.css';

export interface KeyProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  /** `next`: the one obvious next step of the screen. `bare`: no box. */
  readonly tone?: 'next' | 'plain' | 'bare';
  readonly className?: string;
  readonly label?: string;
  readonly isDisabled?: boolean;
  /** Typing keys repeat as fast as fingers do; keys that act swallow a second tap within half a second. */
  readonly repeats?: boolean;
  readonly pressed?: boolean;
  readonly autoFocus?: boolean;
}

/** A key to touch: at least as tall as the theme's key, one act for one tap. */
export function Key({ children, onPress, tone = 'plain', className = '', label, isDisabled = false, repeats = false, pressed, autoFocus = false }: KeyProps) {
  const guard = useTapGuard();
  return (
    <Button
      className={`key ${className}`.trim()}
      data-tone={tone}
      isDisabled={isDisabled}
      autoFocus={autoFocus}
      onPress={({ target, x, y }) => {
        const box = target.getBoundingClientRect();
        if (repeats || guard({ x: box.x + x, y: box.y + y })) onPress();
      }}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {children}
    </Button>
  );
}
