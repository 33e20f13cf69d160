"""The staff list as a workbook: reading one that anybody may have made, planning what it changes, writing reports."""
