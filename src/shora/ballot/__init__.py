"""From choices to an encrypted, signed ballot and its tracker."""
