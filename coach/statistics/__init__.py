"""Statistics of reports: bootstrap over conversations, agreement, association, many comparisons.

Pure NumPy on counts and sums; nothing here knows of audits, rubrics or languages.
"""
